@NullMarked
package dev.trainyard.deploy.frontdoor;

import org.jspecify.annotations.NullMarked;
