package io.tidaldb;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.sql.execute.Engine;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Writes events to a signal without SQL, by the same way and with the same guarantees as INSERT.
 * Safe for use by any number of threads; a {@link Batch} is for one.
 *
 * <pre>{@code
 * EventWriter likes = db.signal("likes");
 * likes.event(3953).by(42).append();                         // durable when it returns
 * likes.event(3953).by(43).weight(2.5).id(5001).appendAsync()
 *         .whenComplete((position, failure) -> ...);         // durable when it completes
 *
 * EventWriter.Batch batch = likes.batch();
 * for (Like like : received) {
 *     batch.event(like.post()).by(like.reader()).at(like.millis());
 * }
 * batch.append();                                            // all of it or nothing
 * }</pre>
 *
 * <p>The signal is looked up by name with each write: after it was dropped writes fail with
 * UNKNOWN_SIGNAL, and after it was made anew they go to the new one.
 */
public final class EventWriter {
    /** Keeps the database in use, see {@link TidalDb}. */
    private final Engine engine;

    private final Store store;
    private final String name;
    private final Duration timeout;

    EventWriter(Engine engine, Store store, String name, Duration timeout) {
        this.engine = engine;
        this.store = store;
        this.name = name;
        this.timeout = timeout;
    }

    /**
     * The same writer with another time to wait for room while the database is behind with its
     * writes.
     *
     * @param newTimeout zero, to not wait, to a day
     */
    public EventWriter within(Duration newTimeout) {
        return new EventWriter(engine, store, name, newTimeout);
    }

    /** An event about the row of a key, to be appended by itself or with others. */
    public Batch event(long target) {
        return batch().event(target);
    }

    /** The same for a key that is text. */
    public Batch event(String target) {
        return batch().event(target);
    }

    /** An empty batch. */
    public Batch batch() {
        return new Batch(this);
    }

    private SignalDefinition definition() {
        return store.schema()
                .signal(name)
                .orElseThrow(
                        () ->
                                new TidalException(
                                        ErrorCode.UNKNOWN_SIGNAL,
                                        "signal " + name + " was dropped; nothing was written"));
    }

    /**
     * Events that are written together or not at all, put together one after another: {@link
     * #event} begins one, what follows is about that one. It can be used again once it was
     * appended. For one thread.
     */
    public static final class Batch {
        private enum Kind {
            NONE,
            INTEGER,
            TEXT
        }

        private static final int NOWHERE = -1;

        private final EventWriter writer;

        /** The events before the last one; null for none. */
        private EventBatch events;

        /** The kind of the last event's key; NONE while there is no such event. */
        private Kind target = Kind.NONE;

        private long targetKey;
        private String targetText;
        private Kind user;
        private long userKey;
        private String userText;
        private boolean identified;
        private long id;
        private double weight;
        private long at;

        /** The first event that names no user. */
        private int withoutUser = NOWHERE;

        private Batch(EventWriter writer) {
            this.writer = writer;
        }

        /**
         * Begins an event about the row of a key: of weight 1, at the clock's now, by nobody.
         *
         * @throws TidalException TYPE_MISMATCH if keys are integers in one event and text in
         *     another; the batch is empty then
         */
        public Batch event(long targetKey) {
            begin(Kind.INTEGER);
            this.targetKey = targetKey;
            return this;
        }

        /** The same for a key that is text. */
        public Batch event(String targetKey) {
            requireKey(targetKey, "what it is about");
            begin(Kind.TEXT);
            this.targetText = targetKey;
            return this;
        }

        /** Who caused it; to be said where the signal is BY a table, and only there. */
        public Batch by(long userKey) {
            requireEvent();
            user = Kind.INTEGER;
            this.userKey = userKey;
            return this;
        }

        /** The same for a key that is text. */
        public Batch by(String userKey) {
            requireEvent();
            requireKey(userKey, "its user");
            user = Kind.TEXT;
            this.userText = userKey;
            return this;
        }

        /** How much it counts: finite, at most 1e9 in size, negative to take back. */
        public Batch weight(double newWeight) {
            requireEvent();
            weight = newWeight;
            return this;
        }

        /** When it happened, in milliseconds since the epoch, UTC. */
        public Batch at(long millis) {
            requireEvent();
            at = millis;
            return this;
        }

        /** When it happened. */
        public Batch at(Instant moment) {
            return at(moment.toEpochMilli());
        }

        /** Its identity: a repeat is acknowledged and ignored. */
        public Batch id(long eventId) {
            requireEvent();
            identified = true;
            id = eventId;
            return this;
        }

        /** How many events it has. */
        public int size() {
            return (events == null ? 0 : events.size()) + (target == Kind.NONE ? 0 : 1);
        }

        /** Forgets its events. */
        public void clear() {
            events = null;
            target = Kind.NONE;
            withoutUser = NOWHERE;
        }

        /**
         * Writes the events and returns when they are as durable as the database's {@link
         * io.tidaldb.store.Durability} says and every reader sees them. The batch is empty then. If
         * this throws it still has them, to be appended again.
         *
         * @return the log position of the last event
         * @throws TidalException if an event cannot be accepted, of which nothing was written;
         *     OVERLOADED if there was no room in time, to be tried again, and as {@link
         *     Store#commit(WriteSet, Duration)}
         */
        public long append() {
            if (size() == 0) {
                return writer.store.position();
            }
            long position = writer.store.commit(writes(), writer.timeout);
            clear();
            return position;
        }

        /**
         * Writes the events without waiting for that, except for room while the database is behind.
         * The future completes when {@link #append} would return or throw. The batch is empty
         * afterwards, unless the future has failed already, as it has when there was no room in
         * time: then the batch has its events.
         *
         * <p>Cancelling the future does not stop the write. What depends on it runs on another
         * thread than the database's own.
         *
         * @throws TidalException if the batch cannot be written at all: UNKNOWN_SIGNAL,
         *     TYPE_MISMATCH, NOT_NULL_VIOLATION
         */
        public CompletableFuture<Long> appendAsync() {
            if (size() == 0) {
                return CompletableFuture.completedFuture(writer.store.position());
            }
            CompletableFuture<Long> done = writer.store.submit(writes(), writer.timeout);
            if (!done.isCompletedExceptionally()) {
                clear();
            }
            return done;
        }

        private WriteSet writes() {
            SignalDefinition definition = writer.definition();
            finishEvent();
            if (events.signal() != definition.id()) {
                throw new TidalException(
                        ErrorCode.UNKNOWN_SIGNAL,
                        "signal "
                                + writer.name
                                + " was dropped and made anew since this batch was begun; nothing"
                                + " was written. Begin another batch.");
            }
            if (withoutUser != NOWHERE && definition.userTable() != SignalDefinition.NO_USER) {
                throw new TidalException(
                        ErrorCode.NOT_NULL_VIOLATION,
                        writer.name
                                + ": event "
                                + (withoutUser + 1)
                                + " of the batch names no user; say by whom it is");
            }
            return new WriteSet().events(events);
        }

        private void begin(Kind kind) {
            finishEvent();
            target = kind;
            user = Kind.NONE;
            identified = false;
            weight = 1;
            at = writer.store.clock().now();
        }

        /** Puts the last event behind those before it. */
        private void finishEvent() {
            if (target == Kind.NONE) {
                return;
            }
            if (events == null) {
                events = new EventBatch(writer.definition().id());
            }
            try {
                addTo(events);
            } catch (TidalException e) {
                clear();
                throw e;
            }
            target = Kind.NONE;
        }

        private void addTo(EventBatch batch) {
            if (target == Kind.INTEGER) {
                batch.target(targetKey);
            } else {
                batch.target(targetText);
            }
            switch (user) {
                case INTEGER -> batch.user(userKey);
                case TEXT -> batch.user(userText);
                case NONE -> {
                    batch.user(null);
                    withoutUser = withoutUser == NOWHERE ? batch.size() : withoutUser;
                }
            }
            if (identified) {
                batch.eventId(id);
            } else {
                batch.noEventId();
            }
            batch.finish(weight, at);
        }

        private void requireKey(String key, String what) {
            if (key == null) {
                throw new TidalException(
                        ErrorCode.NOT_NULL_VIOLATION,
                        writer.name + ": the key of " + what + " is null");
            }
        }

        private void requireEvent() {
            if (target == Kind.NONE) {
                throw new IllegalStateException("begin an event first: event(target)");
            }
        }
    }
}
