package dev.trainyard.export.parity;

import dev.trainyard.data.DataFormat;
import java.nio.file.Path;

/**
 * A file of held-out rows.
 *
 * @param maxLength tokens after which a row is cut
 * @param maxRows rows that are compared, the first ones
 */
public record ProbeFile(Path path, DataFormat format, int maxLength, int maxRows) {}
