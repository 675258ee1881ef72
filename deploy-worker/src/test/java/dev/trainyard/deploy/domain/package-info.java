@NullMarked
package dev.trainyard.deploy.domain;

import org.jspecify.annotations.NullMarked;
