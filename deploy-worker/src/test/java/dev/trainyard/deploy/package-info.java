@NullMarked
package dev.trainyard.deploy;

import org.jspecify.annotations.NullMarked;
