/** The one exception of the library, with the code that says who has to act. Imports nothing but the JDK. */
@NullMarked
package dev.trainyard.failure;

import org.jspecify.annotations.NullMarked;
