@NullMarked
package dev.trainyard.deploy.server;

import org.jspecify.annotations.NullMarked;
