@NullMarked
package dev.trainyard.vector;

import org.jspecify.annotations.NullMarked;
