/** Tests against a strict hub that official clients have validated. */
@NullMarked
package dev.trainyard.publishing.huggingface;

import org.jspecify.annotations.NullMarked;
