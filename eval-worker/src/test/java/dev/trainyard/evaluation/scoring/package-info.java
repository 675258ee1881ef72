@NullMarked
package dev.trainyard.evaluation.scoring;

import org.jspecify.annotations.NullMarked;
