@NullMarked
package dev.trainyard.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
