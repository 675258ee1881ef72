/** Tests in a small application with a real broker and a real database. */
@NullMarked
package dev.trainyard.messaging;

import org.jspecify.annotations.NullMarked;
