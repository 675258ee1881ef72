@NullMarked
package dev.trainyard.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
