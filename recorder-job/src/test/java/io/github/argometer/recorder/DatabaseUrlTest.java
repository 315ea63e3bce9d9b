package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseUrlTest {

    @Test
    void demandsTlsWherePreferredAndCanDoWithout() {
        DatabaseUrl url = new DatabaseUrl("jdbc:mysql://db:3306/argometer?socketTimeout=1&sslMode=PREFERRED");
        assertThat(url.encrypts()).isTrue();
        assertThat(url.mayDoWithoutTls()).isTrue();
        assertThat(url.text()).isEqualTo("jdbc:mariadb://db:3306/argometer?socketTimeout=1&sslMode=REQUIRED");
        assertThat(url.withoutTls()).isEqualTo("jdbc:mariadb://db:3306/argometer?socketTimeout=1&sslMode=DISABLED");
    }

    @Test
    void prefersTlsWhereNothingIsSaid() {
        assertThat(new DatabaseUrl("jdbc:mysql://db/argometer").text())
                .isEqualTo("jdbc:mariadb://db/argometer?sslMode=REQUIRED");
        assertThat(new DatabaseUrl("jdbc:mysql://db/argometer?a=b").withoutTls())
                .isEqualTo("jdbc:mariadb://db/argometer?a=b&sslMode=DISABLED");
    }

    @Test
    void staysWithTlsWhereRequired() {
        DatabaseUrl url = new DatabaseUrl("jdbc:mysql://db/argometer?sslmode=required");
        assertThat(url.encrypts()).isTrue();
        assertThat(url.mayDoWithoutTls()).isFalse();
        assertThat(url.text()).isEqualTo("jdbc:mariadb://db/argometer?sslmode=required");
    }

    @Test
    void staysWithoutTlsWhereDisabled() {
        DatabaseUrl url = new DatabaseUrl("jdbc:mysql://db/argometer?sslMode=DISABLED");
        assertThat(url.encrypts()).isFalse();
        assertThat(url.mayDoWithoutTls()).isFalse();
        assertThat(url.text()).isEqualTo("jdbc:mariadb://db/argometer?sslMode=DISABLED");
    }

    @Test
    void verifiesStrictly() {
        DatabaseUrl url = new DatabaseUrl("jdbc:mysql://db/argometer?sslMode=VERIFY_IDENTITY");
        assertThat(url.mayDoWithoutTls()).isFalse();
        assertThat(url.text()).isEqualTo("jdbc:mariadb://db/argometer?sslMode=VERIFY_IDENTITY&tlsSocketType=strict");
    }
}
