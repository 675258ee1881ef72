@NullMarked
package dev.trainyard.torchscript;

import org.jspecify.annotations.NullMarked;
