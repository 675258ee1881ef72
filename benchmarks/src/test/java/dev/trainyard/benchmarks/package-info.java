@org.jspecify.annotations.NullMarked
package dev.trainyard.benchmarks;
