@NullMarked
package dev.trainyard.modelfiles;

import org.jspecify.annotations.NullMarked;
