package io.github.argometer.standin.sns;

/** A request that SNS refuses, by its error code. */
final class SnsException extends Exception {

    private final int status;
    private final String code;

    SnsException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static SnsException invalid(String message) {
        return new SnsException(400, "InvalidParameter", "Invalid parameter: " + message);
    }

    static SnsException notFound(String what) {
        return new SnsException(404, "NotFound", what + " does not exist");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
