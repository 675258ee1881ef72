@NullMarked
package dev.trainyard.registryclient;

import org.jspecify.annotations.NullMarked;
