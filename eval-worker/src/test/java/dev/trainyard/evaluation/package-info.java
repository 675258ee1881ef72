@NullMarked
package dev.trainyard.evaluation;

import org.jspecify.annotations.NullMarked;
