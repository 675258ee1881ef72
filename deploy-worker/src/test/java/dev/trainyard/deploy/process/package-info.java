@NullMarked
package dev.trainyard.deploy.process;

import org.jspecify.annotations.NullMarked;
