@NullMarked
package dev.trainyard.evaluation.app;

import org.jspecify.annotations.NullMarked;
