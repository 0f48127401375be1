package io.tidaldb.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.demo.Catalogue.Post;
import io.tidaldb.shell.demo.Engagement.Event;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

class CatalogueTest {
    private static final long DAY = 86_400_000L;
    private static final Catalogue CATALOGUE = Catalogue.compose(1);
    private static final Engagement ENGAGEMENT = Engagement.simulate(CATALOGUE, 1);

    @Test
    void theSameSeedGivesTheSameMonth() {
        Catalogue again = Catalogue.compose(1);
        assertEquals(CATALOGUE.posts(), again.posts());
        assertEquals(CATALOGUE.authors(), again.authors());
        assertEquals(ENGAGEMENT, Engagement.simulate(again, 1));
        assertTrue(!CATALOGUE.posts().equals(Catalogue.compose(2).posts()));
    }

    @Test
    void postsAreDistinctAndOfTheMonth() {
        assertEquals(12, CATALOGUE.topics().size());
        assertEquals(Catalogue.POSTS, distinct(CATALOGUE.posts().stream().map(Post::id).toList()));
        assertEquals(
                Catalogue.POSTS, distinct(CATALOGUE.posts().stream().map(Post::title).toList()));
        assertEquals(
                Catalogue.AUTHORS,
                distinct(CATALOGUE.authors().stream().map(Catalogue.Author::id).toList()));
        long end = Catalogue.END.toEpochMilli();
        assertTrue(
                CATALOGUE.posts().stream()
                        .allMatch(p -> p.createdAt() <= end && p.createdAt() >= end - 30 * DAY));
    }

    private static int distinct(List<?> values) {
        return new HashSet<>(values).size();
    }

    @Test
    void nothingIsViewedBeforeItWasWritten() {
        Map<Long, Long> created =
                CATALOGUE.posts().stream().collect(Collectors.toMap(Post::id, Post::createdAt));
        for (Event event : ENGAGEMENT.events()) {
            assertTrue(event.at() >= created.get(event.post()), event::toString);
        }
    }

    @Test
    void engagementHasItsShape() {
        List<Event> events = ENGAGEMENT.events();
        assertEquals(Engagement.EVENTS, events.size());
        assertEquals(Catalogue.END.toEpochMilli(), events.getLast().at());
        Map<String, Long> signals =
                events.stream()
                        .collect(Collectors.groupingBy(Event::signal, Collectors.counting()));
        assertEquals(Set.of("views", "likes", "shares", "hides"), signals.keySet());
        assertTrue(signals.get("views") > 4 * signals.get("likes"), signals::toString);

        long[] byHour = new long[24];
        events.forEach(event -> byHour[(int) (event.at() % DAY / 3_600_000)]++);
        assertTrue(byHour[20] > 3 * byHour[8], () -> Arrays.toString(byHour));

        long[] byPost =
                events.stream()
                        .collect(Collectors.groupingBy(Event::post, Collectors.counting()))
                        .values()
                        .stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .toArray();
        long top = Arrays.stream(byPost).skip(byPost.length * 9L / 10).sum();
        assertTrue(top > events.size() / 4, "the top tenth has " + top);
        assertTrue(!ENGAGEMENT.follows().isEmpty() && !ENGAGEMENT.blocks().isEmpty());
    }

    @Test
    void statementsComeInSections() {
        Map<String, List<String>> sections = Resource.statements();
        assertEquals(
                List.of("schema", "profile", "feed", "diversified", "clicks", "try"),
                sections.keySet().stream().skip(1).toList());
        assertEquals(9, sections.get("schema").size());
        assertTrue(sections.get("feed").getFirst().startsWith("SELECT id"));
    }
}
