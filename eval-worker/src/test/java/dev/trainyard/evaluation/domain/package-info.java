@NullMarked
package dev.trainyard.evaluation.domain;

import org.jspecify.annotations.NullMarked;
