-- Every form of statement, one per paragraph. Each must parse, and be written back to text that reads the same.

CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR)

CREATE TABLE IF NOT EXISTS pairs (a BIGINT NOT NULL, b VARCHAR(20) NULL, c DECIMAL(10, 2) DEFAULT 0, PRIMARY KEY (a, b))

CREATE CREATOR TABLE authors (id BIGINT PRIMARY KEY, name VARCHAR, verified BOOLEAN)

CREATE USER TABLE readers (id BIGINT PRIMARY KEY, region VARCHAR, language VARCHAR)

CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR NOT NULL, body VARCHAR, creator BIGINT REFERENCES authors, topic VARCHAR, format VARCHAR, tags VARCHAR ARRAY, duration INTEGER, created_at TIMESTAMP NOT NULL, meaning VECTOR(384))

CREATE ITEM TABLE t (id VARCHAR(64) NOT NULL PRIMARY KEY DEFAULT 'x' || 'y', f DOUBLE DEFAULT -1.5 NOT NULL, d DATE, tm TIME, b VARBINARY, r REAL DEFAULT (1 + 2) * 3 NULL REFERENCES s)

CREATE SIGNAL views ON posts

CREATE SIGNAL likes ON posts BY readers DECAY HALF LIFE INTERVAL '30' DAY WINDOWS (HOUR, DAY, WEEK)

CREATE SIGNAL IF NOT EXISTS views ON posts BY readers DECAY HALF LIFE INTERVAL '7' DAY, INTERVAL '1' HOUR WINDOWS (HOUR, DAY, WEEK, MONTH, ALL) ROLE view MARKS SEEN

CREATE SIGNAL hides ON posts EXCLUDES PERMANENT BY readers

CREATE SIGNAL thumbs ON posts ROLE like WINDOWS (DAY) DECAY HALF LIFE INTERVAL 36 HOUR BY readers

CREATE SIGNAL skips ON posts ROLE skip

CREATE RELATIONSHIP follows FROM readers TO authors

CREATE RELATIONSHIP IF NOT EXISTS blocks FROM readers TO authors EXCLUDES

CREATE RANKING PROFILE trending ON posts AS SCORE 0.5 * VELOCITY(shares, INTERVAL '1' HOUR) + 0.3 * VELOCITY(views, INTERVAL '1' HOUR) + 0.2 * DECAY(likes)

CREATE OR REPLACE RANKING PROFILE p ON posts AS SCORE CASE WHEN likes > 3 THEN 1 ELSE score END DIVERSIFY BY creator MAX 2, topic MAX 5 STRICT

CREATE RANKING PROFILE IF NOT EXISTS p ON posts AS SCORE FRESHNESS(created_at, INTERVAL '2' DAY) DIVERSIFY BY creator MAX ?

CREATE TEXT INDEX ON posts (title BOOST 3, body) ANALYZER english

CREATE TEXT INDEX IF NOT EXISTS posts_text ON posts ("two words" BOOST 0.25, boost BOOST 1e1, analyzer)

CREATE VECTOR INDEX ON posts (meaning)

CREATE VECTOR INDEX IF NOT EXISTS ON posts (meaning) QUANTIZED METRIC dot

CREATE VECTOR INDEX near ON posts (metric) METRIC euclidean

CREATE TEXT INDEX "if" ON "index" ("match")

ALTER TABLE posts REBUILD INDEX posts_text

DROP INDEX posts_text

DROP INDEX IF EXISTS index

DROP TABLE posts

DROP ITEM TABLE IF EXISTS posts

DROP USER TABLE readers

DROP CREATOR TABLE authors

DROP SIGNAL IF EXISTS likes

DROP RELATIONSHIP follows

DROP RANKING PROFILE trending

SHOW TABLES

SHOW TABLES LIKE 'p%'

SHOW SIGNALS

SHOW RELATIONSHIPS LIKE '%s'

SHOW RANKING PROFILES

SHOW INDEXES

SHOW INDEXES LIKE 'posts%'

SHOW CREATE INDEX posts_text

SHOW CREATE TABLE posts

SHOW CREATE SIGNAL likes

SHOW CREATE RELATIONSHIP follows

SHOW CREATE RANKING PROFILE trending

SHOW COLUMNS FROM posts

SHOW COLUMNS FROM posts LIKE 'c%'

DESCRIBE posts

DESCRIBE TABLE posts

SELECT id, title, RANK_SCORE() AS score FROM posts WHERE topic IN ('space', 'science') AND NOT SEEN RANK USING for_you FOR USER 42 DIVERSIFY BY creator MAX 2, topic MAX 3 LIMIT 20

SELECT * FROM posts RANK USING trending

SELECT * FROM posts FOR USER 42 RANK USING p

SELECT * FROM posts AS p FOR USER ? RANK USING p DIVERSIFY BY p.creator MAX ? STRICT LIMIT ? OFFSET 3

SELECT * FROM posts p WHERE FOLLOWED DIVERSIFY BY creator MAX 1 RANK BY DECAY(likes) + 2 * VELOCITY(shares, INTERVAL '1' HOUR) FOR USER 'u' || '1' FETCH NEXT 5 ROWS ONLY

SELECT id FROM posts RANK BY DECAY(likes, INTERVAL '7' DAY) - COUNT_OVER(views) / (1 + AGE(created_at)) ORDER BY id DESC LIMIT 5

SELECT id FROM posts RANK USING p FOR USER 42 MATCH 'jazz "kind of blue" title:trio' FUZZY NEAR ARRAY[0.1, -0.2] DIVERSIFY BY creator MAX 2 LIMIT 20

SELECT id FROM posts AS p WHERE topic = 'x' FOR USER ? MATCH ? RANK BY likes NEAR ITEM ?

SELECT id FROM posts RANK BY near NEAR (SELECT meaning FROM posts WHERE id = 3) MATCH fuzzy FUZZY LIMIT 3

SELECT id FROM posts RANK BY (SELECT MAX(id) FROM posts) FOR USER (SELECT 1 FROM readers) NEAR ITEM (SELECT 2 FROM posts) MATCH (SELECT title FROM posts)

SELECT id FROM posts RANK BY 0 NEAR ITEM -p.item

SELECT id FROM posts RANK BY 0 NEAR "item"

SELECT id FROM posts RANK BY 0 NEAR ("item"."vector")

SELECT id FROM posts RANK BY 0 NEAR "item"(3) + 1

SELECT id FROM posts RANK BY 0 NEAR ITEM item

SELECT id FROM posts near RANK BY 0 NEAR CAST('[1]' AS VARCHAR) DIVERSIFY BY near MAX 1

SELECT * FROM plays MATCH_RECOGNIZE (PARTITION BY user_id ORDER BY "at" PATTERN (a b+) DEFINE b AS b.weight > 1) AS m

SELECT p.id, a.name FROM (SELECT * FROM posts WHERE topic = 'x' RANK USING trending LIMIT 10) AS p JOIN authors AS a ON p.creator = a.id

SELECT * FROM posts JOIN authors USING (id) RANK USING trending

WITH feed AS (SELECT id FROM posts RANK USING trending LIMIT 10) SELECT COUNT(*) FROM feed

SELECT id FROM posts RANK BY likes UNION ALL SELECT id FROM notes

(SELECT id FROM posts RANK USING a LIMIT 1) UNION (SELECT id FROM posts RANK USING b FOR USER 1 LIMIT 2)

SELECT id FROM notes WHERE id IN (SELECT id FROM posts RANK USING trending FOR USER 1 DIVERSIFY BY creator MAX 2)

INSERT INTO notes (id, body) SELECT id, title FROM posts RANK USING trending FOR USER 7 LIMIT 3

EXPLAIN PLAN FOR SELECT id FROM posts FOR USER 42 RANK USING for_you DIVERSIFY BY creator MAX 2 LIMIT 20

SELECT topic, COUNT(*) FROM posts GROUP BY topic HAVING COUNT(*) > 1 QUALIFY ROW_NUMBER() OVER (ORDER BY topic) < 3 RANK BY COUNT(*)

SELECT id, RANK() OVER (PARTITION BY topic ORDER BY score DESC) FROM posts

SELECT * FROM posts FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01 00:00:00'

SELECT signal, profile, item, creator, score, decay, half, life, views, seen, strict, tables, columns, vector, marks, permanent, windows, ranking, relationship, excludes, language, at, start, result, backup, backups, checkpoint, keep, verify, index, indexes, text, near, fuzzy, boost, analyzer, metric, quantized, rebuild, matches, analyze FROM signals

SELECT DECAY(likes), DECAY(likes, INTERVAL '7' DAY), VELOCITY(shares, INTERVAL '1' HOUR), COUNT_OVER(views), FRESHNESS(created_at, INTERVAL '48' HOUR), AGE(created_at), RANK_SCORE() FROM posts

SELECT u."user" FROM readers AS u WHERE u.name <> 'O''Hara' AND u.age != 3 LIMIT 2, 3

SELECT 'héllo 日本 🎵', "größe" FROM t

INSERT INTO likes (item_id, user_id, weight, at) VALUES (1, 2, 1.5, TIMESTAMP '2024-01-01 00:00:00'), (?, ?, ?, ?)

UPSERT INTO posts (id, title) VALUES (1, 'x')

UPDATE posts SET title = 'x', topic = NULL WHERE id = ?

DELETE FROM likes WHERE event_id = 'e1'

MERGE INTO posts AS p USING (SELECT * FROM notes) AS n ON p.id = n.id WHEN MATCHED THEN UPDATE SET title = n.body WHEN NOT MATCHED THEN INSERT (id, title) VALUES (n.id, n.body)

INSERT INTO posts (id, tags, meaning) VALUES (1, ARRAY['a', 'b'], ARRAY[0.1, 0.2])

VALUES (1, 'a'), (2, 'b')

SELECT a.id FROM posts AS a LEFT JOIN authors AS b ON a.creator = b.id WHERE EXISTS (SELECT 1 FROM likes WHERE item_id = a.id) ORDER BY a.id LIMIT 10 OFFSET 5

SELECT "order", "IF", "two words", "say ""so""", Abs(x), "max" FROM "if" AS "as"

DROP TABLE "if"

BACKUP TO '/var/backups/feed'

BACKUP TO 'daily''s' KEEP 7

SHOW BACKUPS IN 'größe/日本'

CHECKPOINT

VERIFY

CREATE TABLE backup (backups BIGINT PRIMARY KEY, checkpoint BIGINT, keep VARCHAR, verify DOUBLE)

SELECT id FROM posts AS p RANK BY VECTOR_SCORE(meaning) + NORMALIZED(TEXT_SCORE()) NEAR meaning TO ? NEAR p.picture TO ITEM 3 MATCH 'x'

SELECT id FROM posts RANK BY 0 NEAR item TO ITEM item

EXPLAIN ANALYZE SELECT id FROM posts RANK BY RRF() MATCH ? NEAR ITEM 3 LIMIT 10

SELECT * FROM TABLE(SUGGEST(posts.title, ?, popularity => DECAY(views), size => 5)) AS s
