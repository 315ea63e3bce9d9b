/**
 * Turns a user's EventSources and Sensors into measured ones: what reads, filters and chooses stays, and only what each trigger
 * does becomes one of our recorders.
 *
 * <p>Left out, and told: an object's labels and annotations; labels of pods; metadata and address of {@code spec.service}; parameters
 * of a trigger's target; policies of triggers that make objects; with LocalStack, {@code roleARN} and {@code queueAccountId}; {@code
 * sessionToken}. Replaced by ours: bus, namespace, accounts and rights of pods, {@code accessKey} and {@code secretKey}, policies of
 * all other triggers. Each other reference to a Secret, a ConfigMap or a volume is refused.
 */
package io.github.argometer.loadtest.wire;
