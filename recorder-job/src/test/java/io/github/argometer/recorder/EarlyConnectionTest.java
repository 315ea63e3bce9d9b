package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.argometer.record.RecordFailure;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceUtils;

class EarlyConnectionTest {

    @Test
    void doesNotCallAFaultOfTheRecorderAnUnreachableDatabase() {
        EarlyConnection connection = new EarlyConnection();
        connection.to(null); // a fault that no database has part in
        Throwable error = catchThrowable(() -> DataSourceUtils.getConnection(connection.source()));
        assertThat(error).hasRootCauseInstanceOf(NullPointerException.class);
        assertThat(RecordFailure.of(error)).isEqualTo(RecordFailure.UNEXPECTED);
    }
}
