package io.github.argometer.local.manifest;

/** A key in a Secret. */
public record SecretKey(String name, String key) {}
