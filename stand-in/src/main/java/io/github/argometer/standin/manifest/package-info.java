/** Reads the shipped manifests strictly: what the local stand-in does not know is refused by file and field. */
package io.github.argometer.standin.manifest;
