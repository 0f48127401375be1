package io.tidaldb.shell.format;

/**
 * The lines around and between a table's cells.
 *
 * @param vertical between cells
 * @param horizontal under and over cells
 * @param top left corner, joint and right corner of the first line
 * @param middle the same of the line under the header
 * @param bottom the same of the last line
 * @param ellipsis what stands for the rest of a cut text
 */
record Border(
        String vertical,
        String horizontal,
        String top,
        String middle,
        String bottom,
        String ellipsis) {
    static final Border UNICODE = new Border("│", "─", "┌┬┐", "├┼┤", "└┴┘", "…");
    static final Border ASCII = new Border("|", "-", "+++", "+++", "+++", "...");

    /** A horizontal line over columns of these widths. */
    String line(String joints, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(joints.charAt(i == 0 ? 0 : 1)).append(horizontal.repeat(widths[i] + 2));
        }
        return line.append(joints.charAt(2)).toString();
    }
}
