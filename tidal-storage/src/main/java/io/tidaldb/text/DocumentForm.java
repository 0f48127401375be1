package io.tidaldb.text;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row as a Lucene document. The fields:
 *
 * <ul>
 *   <li>{@code key}: the ordinal as a term of four bytes, to replace and remove by
 *   <li>{@code ordinal}, {@code birth}, {@code digest}: numbers as doc values
 *   <li>{@code text.COLUMN}: the analyzed words, with positions and lengths
 *   <li>{@code word.COLUMN}: the words as they are written, in lower case, to find by beginnings
 *       and misspelt words and to complete; a stem is neither the word's beginning nor near to it.
 *       With the standard analyzer these are the analyzed words
 *   <li>{@code whole.COLUMN}: for completion, the whole text as one term, see {@link WholeText}
 * </ul>
 *
 * One document is filled again and again, so this is for one thread.
 */
final class DocumentForm {
    static final String ORDINAL = "ordinal";
    static final String BIRTH = "birth";
    static final String DIGEST = "digest";

    private static final String KEY = "key";
    private static final FieldType TEXT = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    private static final FieldType WORD = type(IndexOptions.DOCS_AND_FREQS);

    private final Field keyField = new StringField(KEY, keyBytes(0), Field.Store.NO);
    private final Field ordinalField = new NumericDocValuesField(ORDINAL, 0);
    private final Field birthField = new NumericDocValuesField(BIRTH, 0);
    private final Field digestField = new NumericDocValuesField(DIGEST, 0);
    private final Field[] textFields;
    private final Field[] wordFields;
    private final Field[] wholeFields;
    private final List<IndexableField> document = new ArrayList<>();

    DocumentForm(TextIndexDefinition definition) {
        int columns = definition.columns().size();
        textFields = new Field[columns];
        wordFields = new Field[columns];
        wholeFields = new Field[columns];
        for (int i = 0; i < columns; i++) {
            TextIndexDefinition.Column column = definition.columns().get(i);
            textFields[i] = new Field(textField(column), "", TEXT);
            if (!wordField(definition, column).equals(textField(column))) {
                wordFields[i] = new Field(wordField(definition, column), "", WORD);
            }
            if (column.completed()) {
                wholeFields[i] = new StringField(wholeField(column), "", Field.Store.NO);
            }
        }
    }

    static String textField(TextIndexDefinition.Column column) {
        return "text." + column.name();
    }

    static String wordField(TextIndexDefinition definition, TextIndexDefinition.Column column) {
        return definition.analyzer().equals(Analyzers.STANDARD)
                ? textField(column)
                : "word." + column.name();
    }

    static String wholeField(TextIndexDefinition.Column column) {
        return "whole." + column.name();
    }

    /** How each of the fields is cut into words. */
    static Analyzer analyzer(TextIndexDefinition definition) {
        Map<String, Analyzer> words = new HashMap<>();
        for (TextIndexDefinition.Column column : definition.columns()) {
            words.put(wordField(definition, column), Analyzers.named(Analyzers.STANDARD));
        }
        return new PerFieldAnalyzerWrapper(definition.wordAnalyzer(), words);
    }

    /** The term that finds the row's document. */
    static Term key(int ordinal) {
        return new Term(KEY, keyBytes(ordinal));
    }

    private static BytesRef keyBytes(int ordinal) {
        return new BytesRef(
                new byte[] {
                    (byte) (ordinal >>> 24),
                    (byte) (ordinal >>> 16),
                    (byte) (ordinal >>> 8),
                    (byte) ordinal
                });
    }

    /** The row as a document; valid until the next call. */
    List<IndexableField> fill(int ordinal, long birth, String[] texts) {
        document.clear();
        keyField.setBytesValue(keyBytes(ordinal));
        ordinalField.setLongValue(ordinal);
        birthField.setLongValue(birth);
        digestField.setLongValue(TextDigest.of(texts));
        document.add(keyField);
        document.add(ordinalField);
        document.add(birthField);
        document.add(digestField);
        for (int i = 0; i < textFields.length; i++) {
            if (texts[i] == null) {
                continue;
            }
            add(textFields[i], texts[i]);
            if (wordFields[i] != null) {
                add(wordFields[i], texts[i]);
            }
            if (wholeFields[i] != null) {
                String whole = WholeText.of(texts[i]);
                if (!whole.isEmpty()) {
                    add(wholeFields[i], whole);
                }
            }
        }
        return document;
    }

    private void add(Field field, String text) {
        field.setStringValue(text);
        document.add(field);
    }

    private static FieldType type(IndexOptions options) {
        FieldType type = new FieldType();
        type.setIndexOptions(options);
        type.setTokenized(true);
        type.freeze();
        return type;
    }
}
