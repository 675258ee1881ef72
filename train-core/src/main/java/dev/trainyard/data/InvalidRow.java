package dev.trainyard.data;

/** A row that cannot be used; caught within this package and added to the {@link RowProblems}. */
final class InvalidRow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidRow(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
