/** JMH benchmarks of pieces that every step runs through. May import: JMH, all of train-core. */
@NullMarked
package dev.trainyard.benchmarks.hot;

import org.jspecify.annotations.NullMarked;
