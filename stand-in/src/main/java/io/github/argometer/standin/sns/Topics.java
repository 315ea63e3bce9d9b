package io.github.argometer.standin.sns;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What SNS remembers: topics, who subscribes them, and who has confirmed. */
final class Topics {

    private static final String ACCOUNT = "000000000000";

    private final String region;
    private final Map<String, Set<Subscription>> topics = new ConcurrentSkipListMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    Topics(String region) {
        this.region = region;
    }

    String create(String name) throws SnsException {
        if (!name.matches("[A-Za-z0-9_-]{1,256}")) {
            throw SnsException.invalid("Topic Name");
        }
        String arn = "arn:aws:sns:%s:%s:%s".formatted(region, ACCOUNT, name);
        add(arn);
        return arn;
    }

    /** A topic by the name that others know it by. */
    void add(String arn) {
        topics.computeIfAbsent(arn, key -> ConcurrentHashMap.newKeySet());
    }

    List<String> arns() {
        return new ArrayList<>(topics.keySet());
    }

    /** A subscription that waits to be confirmed; the one that is there already for the same endpoint. */
    Subscription subscribe(String topicArn, URI endpoint) throws SnsException {
        Set<Subscription> subscriptions = subscriptions(topicArn);
        synchronized (subscriptions) {
            return subscriptions.stream()
                    .filter(found -> found.endpoint().equals(endpoint))
                    .findFirst()
                    .orElseGet(() -> {
                        Subscription made = new Subscription(
                                topicArn + ":" + UUID.randomUUID(),
                                topicArn,
                                endpoint,
                                UUID.randomUUID().toString().replace("-", ""));
                        subscriptions.add(made);
                        return made;
                    });
        }
    }

    Subscription confirm(String topicArn, String token) throws SnsException {
        Subscription found = subscriptions(topicArn).stream()
                .filter(subscription -> subscription.token().equals(token))
                .findFirst()
                .orElseThrow(() -> SnsException.invalid("Token"));
        confirmed.add(found.arn());
        return found;
    }

    void unsubscribe(String arn) {
        topics.values()
                .forEach(set -> set.removeIf(subscription -> subscription.arn().equals(arn)));
    }

    boolean isConfirmed(Subscription subscription) {
        return confirmed.contains(subscription.arn());
    }

    Subscription subscription(String arn) throws SnsException {
        return topics.values().stream()
                .flatMap(Set::stream)
                .filter(subscription -> subscription.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> SnsException.notFound("Subscription"));
    }

    Set<Subscription> subscriptions(String topicArn) throws SnsException {
        Set<Subscription> found = topics.get(topicArn);
        if (found == null) {
            throw SnsException.notFound("Topic");
        }
        return found;
    }
}
