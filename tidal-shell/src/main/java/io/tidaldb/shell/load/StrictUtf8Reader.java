package io.tidaldb.shell.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 and refuses anything else. Unlike {@link java.io.InputStreamReader} it hands over
 * every character before the bad byte first, so that whoever reads knows how far the good text
 * goes. After the last character it delivers a line with {@link #END}, by which the CSV reader
 * tells a complete file from one that ends inside a quoted field.
 */
final class StrictUtf8Reader extends Reader {
    /** The only field of the record after the last one; U+FFFF is no character of any text. */
    static final String END = "\uffffend\uffff";

    private final InputStream in;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private boolean end;
    private String trailer = "\n" + END + "\n";

    StrictUtf8Reader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        CharBuffer chars = CharBuffer.wrap(buffer, offset, length);
        int first = chars.position();
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, end);
            int count = chars.position() - first;
            if (count > 0) {
                return count;
            }
            if (result.isError()) {
                throw new InvalidUtf8Exception(bytes.get(bytes.position()) & 0xff);
            }
            if (end) {
                return readTrailer(buffer, offset, length);
            }
            bytes.compact();
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            end = read < 0;
            bytes.position(bytes.position() + Math.max(0, read)).flip();
        }
    }

    private int readTrailer(char[] buffer, int offset, int length) {
        int count = Math.min(length, trailer.length());
        trailer.getChars(0, count, buffer, offset);
        trailer = trailer.substring(count);
        return count == 0 ? -1 : count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A byte that cannot stand where it stands. */
    static final class InvalidUtf8Exception extends IOException {
        private static final long serialVersionUID = 1L;

        InvalidUtf8Exception(int value) {
            super(String.format("byte 0x%02x is not valid UTF-8 here", value));
        }
    }
}
