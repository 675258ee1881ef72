package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference.Hub;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hubs are asked, as whom, and where their files are kept: the environment variables of the hubs' own clients.
 *
 * @param preferred the hub of a reference that names none
 * @param offline whether nothing may be asked, so that only the caches count
 */
public record HubSettings(
        Endpoint huggingFace,
        Path huggingFaceCache,
        Endpoint modelScope,
        Path modelScopeCache,
        Hub preferred,
        boolean offline,
        Patience patience) {
    /** The variables that are read. */
    public static final Set<String> VARIABLES = Set.of(
            "HF_ENDPOINT",
            "HF_TOKEN",
            "HUGGING_FACE_HUB_TOKEN",
            "HF_TOKEN_PATH",
            "HF_HUB_DISABLE_IMPLICIT_TOKEN",
            "HF_HOME",
            "HF_HUB_CACHE",
            "HUGGINGFACE_HUB_CACHE",
            "XDG_CACHE_HOME",
            "HF_HUB_OFFLINE",
            "TRANSFORMERS_OFFLINE",
            "HF_HUB_ETAG_TIMEOUT",
            "HF_HUB_DOWNLOAD_TIMEOUT",
            "USE_MODELSCOPE",
            "MODELSCOPE_ENDPOINT",
            "MODELSCOPE_API_TOKEN",
            "MODELSCOPE_CACHE");

    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");
    private static final int ATTEMPTS = 6;
    private static final int USUAL_SECONDS = 10;

    /**
     * The settings of an environment.
     *
     * @param home the user's folder
     *     <p>Errors: INVALID_REQUEST where a variable cannot be understood.
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        Path hfHome = variables
                .path("HF_HOME")
                .orElseGet(() -> variables
                        .path("XDG_CACHE_HOME")
                        .orElse(home.resolve(".cache"))
                        .resolve("huggingface"));
        return new HubSettings(
                new Endpoint(
                        variables.address("HF_ENDPOINT", "https://huggingface.co"),
                        huggingFaceToken(variables, hfHome),
                        Optional.empty()),
                variables
                        .path("HF_HUB_CACHE")
                        .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
                        .orElse(hfHome.resolve("hub")),
                new Endpoint(
                        variables.address("MODELSCOPE_ENDPOINT", "https://modelscope.cn"),
                        variables.text("MODELSCOPE_API_TOKEN").map(Token::new),
                        Optional.of("m_session_id")),
                variables.path("MODELSCOPE_CACHE").orElse(home.resolve(".cache").resolve("modelscope")),
                variables.isTrue("USE_MODELSCOPE") ? Hub.MS : Hub.HF,
                variables.isTrue("HF_HUB_OFFLINE") || variables.isTrue("TRANSFORMERS_OFFLINE"),
                patience(variables));
    }

    /**
     * The settings of this process: its environment, where no setting of the same name says otherwise.
     *
     * @param setting what a service's own settings say of a variable
     *     <p>Errors: as {@link #of(Map, Path)}.
     */
    public static HubSettings ofThisProcess(Function<String, Optional<String>> setting) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        VARIABLES.forEach(variable -> setting.apply(variable).ifPresent(value -> environment.put(variable, value)));
        return of(environment, Path.of(System.getProperty("user.home")));
    }

    private static Patience patience(Variables variables) {
        return new Patience(
                variables.seconds("HF_HUB_ETAG_TIMEOUT"),
                variables.seconds("HF_HUB_DOWNLOAD_TIMEOUT"),
                ATTEMPTS,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2));
    }

    private static Optional<Token> huggingFaceToken(Variables variables, Path hfHome) {
        if (variables.isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return Optional.empty();
        }
        return variables
                .text("HF_TOKEN")
                .or(() -> variables.text("HUGGING_FACE_HUB_TOKEN"))
                .or(() -> firstLine(variables.path("HF_TOKEN_PATH").orElse(hfHome.resolve("token"))))
                .map(Token::new);
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readString(file).lines().map(String::strip).findFirst().filter(text -> !text.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, "the token file " + file + " cannot be read: " + e, e);
        }
    }

    /** The environment, with what its texts stand for. */
    private record Variables(Map<String, String> environment, Path home) {
        private static final Pattern VARIABLE =
                Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)\\})");

        Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
        }

        boolean isTrue(String name) {
            return text(name)
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .filter(TRUE::contains)
                    .isPresent();
        }

        /** A path; {@code ~} and variables in it are replaced, as the Python clients do. */
        Optional<Path> path(String name) {
            return text(name)
                    .map(this::expanded)
                    .map(text -> Path.of(text).toAbsolutePath().normalize());
        }

        private String expanded(String text) {
            String withHome = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
            return VARIABLE.matcher(withHome).replaceAll(match -> {
                String name = match.group(1) == null ? match.group(2) : match.group(1);
                return Matcher.quoteReplacement(environment.getOrDefault(name, match.group()));
            });
        }

        URI address(String name, String usual) {
            String text = text(name).orElse(usual).replaceAll("/+$", "");
            String whole = text.contains("://") ? text : "https://" + text;
            try {
                URI address = URI.create(whole);
                if (whole.matches("https?://.+") && address.getHost() != null && address.getRawUserInfo() == null) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    name + " is \"" + whole.replaceAll("//[^/]*@", "//…@")
                            + "\": expected an address such as https://huggingface.co, without user and password");
        }

        Duration seconds(String name) {
            String text = text(name).orElse(String.valueOf(USUAL_SECONDS));
            if (!text.matches("[1-9][0-9]{0,4}")) {
                throw new TrainyardException(
                        ErrorCode.INVALID_REQUEST, name + " is \"" + text + "\": expected seconds, 1 to 99999");
            }
            return Duration.ofSeconds(Long.parseLong(text));
        }
    }
}
