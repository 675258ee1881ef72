@NullMarked
package dev.trainyard.evaluation.plot;

import org.jspecify.annotations.NullMarked;
