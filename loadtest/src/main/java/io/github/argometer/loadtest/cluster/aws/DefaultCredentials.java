package io.github.argometer.loadtest.cluster.aws;

import io.github.argometer.loadtest.NotReadyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/** Whether the AWS SDK's default chain has credentials at all: looked for first, and told in a line of its own. */
public final class DefaultCredentials {

    private static final int CHAINED_PROFILES = 10;

    private DefaultCredentials() {}

    /**
     * Looks for them where one of {@code targets} brings no keys of its own.
     *
     * @throws NotReadyException saying where they were looked for, and what to do
     */
    public static void look(List<AwsTarget> targets) {
        if (targets.stream().allMatch(target -> target.keys().isPresent())) {
            return;
        }
        try (DefaultCredentialsProvider chain =
                DefaultCredentialsProvider.builder().build()) {
            chain.resolveCredentials();
        } catch (SdkException e) {
            throw new NotReadyException("there are no AWS credentials: " + why(), mend());
        }
    }

    /** The chain and the profile that it looks at, for people. */
    static String chain() {
        return "the default chain: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else profile %s of %s"
                .formatted(profile(), file());
    }

    private static String why() {
        Optional<ProfileFile> files = files();
        if (files.flatMap(found -> found.profile(profile())).isEmpty()) {
            return "AWS_ACCESS_KEY_ID is not set, and there is no profile %s in %s".formatted(profile(), file());
        }
        if (isSso(files.get(), profile(), CHAINED_PROFILES)) {
            return "profile %s of %s logs in by SSO, which is not supported".formatted(profile(), file());
        }
        try (ProfileCredentialsProvider provider = ProfileCredentialsProvider.create()) {
            provider.resolveCredentials();
            return "profile %s of %s cannot be used".formatted(profile(), file());
        } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
            return "profile %s of %s gives none: %s"
                    .formatted(
                            profile(),
                            file(),
                            AwsFailure.brief(String.valueOf(e.getMessage()).replaceFirst(": ProfileFile\\(.*", "")));
        }
    }

    private static String mend() {
        return "with a profile that aws can use: eval \"$(aws configure export-credentials --profile %s --format env)\""
                        .formatted(profile())
                + "; else set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    }

    /** Whether {@code name}, or the profile whose role it takes, logs in by SSO. */
    private static boolean isSso(ProfileFile files, String name, int further) {
        Optional<Profile> profile = files.profile(name);
        return profile.isPresent()
                && (profile.get().properties().keySet().stream().anyMatch(key -> key.startsWith("sso_"))
                        || further > 0
                                && profile.get()
                                        .property("source_profile")
                                        .filter(source -> isSso(files, source, further - 1))
                                        .isPresent());
    }

    private static Optional<ProfileFile> files() {
        try {
            return Optional.of(ProfileFile.defaultProfileFile());
        } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static String profile() {
        return ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    }

    private static Path file() {
        return ProfileFileLocation.configurationFilePath();
    }
}
