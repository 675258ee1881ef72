@NullMarked
package dev.trainyard.evaluation.metrics.format;

import org.jspecify.annotations.NullMarked;
