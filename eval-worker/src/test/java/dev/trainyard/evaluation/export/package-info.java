@NullMarked
package dev.trainyard.evaluation.export;

import org.jspecify.annotations.NullMarked;
