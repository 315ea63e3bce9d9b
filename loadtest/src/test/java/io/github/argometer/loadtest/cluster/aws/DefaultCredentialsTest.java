package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultCredentialsTest {

    private static final List<String> PROPERTIES =
            List.of("aws.profile", "aws.configFile", "aws.sharedCredentialsFile", "aws.disableEc2Metadata");
    private static final String MEND = "\n  → with a profile that aws can use: eval \"$(aws configure"
            + " export-credentials --profile %s --format env)\"; else set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void profiles() throws IOException {
        file = folder.resolve("config");
        Files.writeString(file, """
                [profile load]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = LoadTester
                [sso-session corp]
                sso_start_url = https://example.awsapps.com/start
                sso_region = eu-west-1
                [profile role]
                role_arn = arn:aws:iam::111122223333:role/load
                source_profile = load
                region = eu-west-1
                [profile empty]
                region = eu-west-1
                [profile base]
                aws_access_key_id = AKIDEXAMPLE
                aws_secret_access_key = secretexample
                """);
        System.setProperty("aws.configFile", file.toString());
        System.setProperty("aws.sharedCredentialsFile", folder.resolve("none").toString());
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    @AfterEach
    void clear() {
        PROPERTIES.forEach(System::clearProperty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "role"})
    void aProfileOfSsoIsToldInALineWithTheWayOut(String profile) {
        System.setProperty("aws.profile", profile);
        assertThatThrownBy(() -> DefaultCredentials.look(List.of(target(Optional.empty()))))
                .isInstanceOf(NotReadyException.class)
                .hasMessage(
                        "there are no AWS credentials: profile %s of %s logs in by SSO, which is not supported" + MEND,
                        profile,
                        file,
                        profile);
    }

    @Test
    void aProfileThatIsNotThereIsTold() {
        System.setProperty("aws.profile", "nobody");
        assertThatThrownBy(() -> DefaultCredentials.look(List.of(target(Optional.empty()))))
                .hasMessage(
                        "there are no AWS credentials: AWS_ACCESS_KEY_ID is not set, and there is no profile nobody in %s"
                                + MEND,
                        file,
                        "nobody");
    }

    @Test
    void aProfileThatGivesNoneIsToldInFewWords() {
        System.setProperty("aws.profile", "empty");
        assertThatThrownBy(() -> DefaultCredentials.look(List.of(target(Optional.empty()))))
                .hasMessage(
                        "there are no AWS credentials: profile empty of %s gives none:"
                                + " Profile file contained no credentials for profile 'empty'" + MEND,
                        file,
                        "empty");
    }

    @Test
    void aProfileWithKeysAndATargetWithItsOwnWillDo() {
        System.setProperty("aws.profile", "base");
        assertThatCode(() -> DefaultCredentials.look(List.of(target(Optional.empty()))))
                .doesNotThrowAnyException();
        System.setProperty("aws.profile", "load");
        AwsTarget keys = target(Optional.of(new AwsService.Keys("AK", "s")));
        assertThatCode(() -> DefaultCredentials.look(List.of(keys, keys))).doesNotThrowAnyException();
    }

    private static AwsTarget target(Optional<AwsService.Keys> keys) {
        return new AwsTarget(null, new AwsName("eu-west-1", "", "q"), Optional.empty(), Optional.empty(), keys, "");
    }
}
