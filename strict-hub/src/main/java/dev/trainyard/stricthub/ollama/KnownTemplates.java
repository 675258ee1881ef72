package dev.trainyard.stricthub.ollama;

/** The chat template that this server knows, and how it mistakes others for it. */
final class KnownTemplates {
    /** What it uses instead, in its own language. */
    static final String OWN = "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}";

    private static final String KNOWN = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n'"
            + " + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}";
    private static final int LIMIT = 100;

    private KnownTemplates() {}

    /** Whether fewer letters than the limit differ. */
    static boolean mistaken(String template) {
        return !template.isEmpty() && distance(template, KNOWN) < LIMIT;
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
