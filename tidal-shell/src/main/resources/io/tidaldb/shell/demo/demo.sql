-- The demo's statements, by section. {id3} and {creator3} stand for the third row of the feed that the demo shows.

--: schema
CREATE CREATOR TABLE authors (id VARCHAR PRIMARY KEY, name VARCHAR);

CREATE USER TABLE readers (id BIGINT PRIMARY KEY, region VARCHAR, language VARCHAR);

CREATE ITEM TABLE posts (
  id BIGINT PRIMARY KEY, title VARCHAR NOT NULL, topic VARCHAR,
  creator VARCHAR REFERENCES authors, created_at TIMESTAMP NOT NULL);

CREATE SIGNAL views ON posts BY readers
  DECAY HALF LIFE INTERVAL '2' DAY WINDOWS (HOUR, DAY, WEEK) MARKS SEEN;

CREATE SIGNAL likes ON posts BY readers
  DECAY HALF LIFE INTERVAL '3' DAY WINDOWS (HOUR, DAY, WEEK);

CREATE SIGNAL shares ON posts BY readers
  DECAY HALF LIFE INTERVAL '3' DAY WINDOWS (HOUR, DAY, WEEK);

CREATE SIGNAL hides ON posts BY readers PERMANENT EXCLUDES;

CREATE RELATIONSHIP follows FROM readers TO authors;

CREATE RELATIONSHIP blocks FROM readers TO authors EXCLUDES;

--: profile
CREATE RANKING PROFILE for_you ON posts AS
  SCORE 1.0 * LN(1 + DECAY(likes))
      + 0.5 * LN(1 + DECAY(shares))
      + 0.2 * LN(1 + COUNT_OVER(views, INTERVAL '1' DAY))
      + 1.5 * FRESHNESS(created_at, INTERVAL '2' DAY)
      + CASE WHEN FOLLOWED THEN 1.0 ELSE 0 END;

--: feed
SELECT id, title, creator, topic, RANK_SCORE() AS score
FROM posts
WHERE NOT SEEN
RANK USING for_you FOR USER 42
LIMIT 10;

--: diversified
SELECT id, title, creator, topic, RANK_SCORE() AS score
FROM posts
WHERE NOT SEEN
RANK USING for_you FOR USER 42
DIVERSIFY BY creator MAX 1, topic MAX 2
LIMIT 10;

--: clicks
INSERT INTO views (item_id, user_id) VALUES ({id1}, 42);

INSERT INTO hides (item_id, user_id) VALUES ({id3}, 42);

INSERT INTO blocks (user_id, creator_id) VALUES (42, '{creator5}');

INSERT INTO follows (user_id, creator_id) VALUES (42, '{creator10}');

INSERT INTO likes (item_id, user_id)
SELECT {id8}, id FROM readers WHERE id BETWEEN 100 AND 140;

--: try
SELECT id, title, DECAY(likes) AS warmth
FROM posts
WHERE topic = 'jazz'
RANK BY DECAY(likes)
LIMIT 5;

SELECT topic, COUNT(*) AS posts FROM posts GROUP BY topic ORDER BY posts DESC;

INSERT INTO likes (item_id, user_id) VALUES ({id9}, 42);

EXPLAIN PLAN FOR
SELECT id, title FROM posts WHERE NOT SEEN RANK USING for_you FOR USER 42 LIMIT 5;
