@NullMarked
package dev.trainyard.deploy.app;

import org.jspecify.annotations.NullMarked;
