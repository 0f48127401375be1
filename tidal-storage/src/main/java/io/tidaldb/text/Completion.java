package io.tidaldb.text;

/**
 * What a text that is being typed may become.
 *
 * @param text all of it, what was completed in lower case
 * @param ordinal of the rows with it the one that weighs most, of two the one with the smaller
 *     ordinal; from it a whole text can be shown as it is written
 * @param weight the sum of the weights of the rows with it
 * @param exact whether it begins with what was typed, letter by letter
 */
public record Completion(String text, int ordinal, double weight, boolean exact) {
    /** The same with what stands before it. */
    Completion after(String before) {
        return new Completion(before + text, ordinal, weight, exact);
    }
}
