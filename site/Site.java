import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Renders {@code README.md} and {@code docs/*.md} to static HTML.
 *
 * <pre>Site ROOT OUTPUT</pre>
 *
 * The README becomes {@code index.html}, with the blocks that a page of the documentation marks as
 * {@code front-page} shown as a terminal after its introduction; {@code docs/X.md} becomes {@code
 * x.html}. Headings get GitHub's anchors, so a link that works there works here. A relative link to
 * a page leads to its HTML; one to any other file brings a copy of the file along. Exit status 1,
 * and nothing written: some relative link leads nowhere.
 */
public final class Site {
    /** In the info string of a fenced block: this block is shown on the front page. */
    private static final String FRONT_PAGE = "front-page";

    /** Endings that every browser shows; any other file is copied with {@code .txt} appended. */
    private static final Pattern SHOWN = Pattern.compile(".*\\.(png|svg|jpe?g|gif|webp|pdf|txt)");

    /** A table's cell that is a number, perhaps with its unit: it is not broken over lines. */
    private static final Pattern FIGURE = Pattern.compile("\\p{S}?\\d\\S*( \\S{1,5})?");

    /** A heading, with its text and its id in the page. */
    private record Section(Heading heading, String text, String anchor) {}

    /** One source, parsed. */
    private record Page(
            Path source, String html, Node document, String title, List<Section> sections) {
        boolean isFront() {
            return html.equals("index.html");
        }

        boolean hasAnchor(String anchor) {
            return sections.stream().anyMatch(section -> section.anchor().equals(anchor));
        }
    }

    private final Path root;
    private final Parser parser;
    private final HtmlRenderer renderer;

    /** By source, in the order of the navigation. */
    private final Map<Path, Page> pages = new LinkedHashMap<>();

    /** What the renderer adds to a node's tag. */
    private final Map<Node, Map<String, String>> attributes = new IdentityHashMap<>();

    /** Other files that pages link to, by name in the output. */
    private final Map<String, Path> files = new TreeMap<>();

    private final List<String> problems = new ArrayList<>();

    private Site(Path root) {
        this.root = root;
        List<Extension> extensions = List.of(TablesExtension.create());
        parser =
                Parser.builder()
                        .extensions(extensions)
                        .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                        .build();
        renderer =
                HtmlRenderer.builder()
                        .extensions(extensions)
                        .escapeHtml(true)
                        .attributeProviderFactory(
                                context ->
                                        (node, tag, map) ->
                                                map.putAll(attributes.getOrDefault(node, Map.of())))
                        .build();
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: Site ROOT OUTPUT");
            System.exit(2);
        }
        Site site = new Site(Path.of(args[0]).toAbsolutePath().normalize());
        Path output = Path.of(args[1]);
        Map<String, String> rendered = site.render();
        if (!site.problems.isEmpty()) {
            site.problems.forEach(System.err::println);
            System.exit(1);
        }
        site.write(rendered, output);
        System.out.println(rendered.size() + " pages in " + output.resolve("index.html"));
    }

    /** The pages' HTML by file name; what is wrong with them is in {@code problems}. */
    private Map<String, String> render() throws IOException {
        parse();
        pages.values().forEach(this::resolveLinks);
        pages.values().forEach(this::addHeadingAnchors);
        String template = Files.readString(root.resolve("site/template.html"));
        String terminal = terminal();
        Map<String, String> rendered = new LinkedHashMap<>();
        for (Page page : pages.values()) {
            rendered.put(page.html(), fill(template, page, body(page, terminal)));
        }
        return rendered;
    }

    /** Pages in the order in which the README first links to them, then the others by name. */
    private void parse() throws IOException {
        Page front = page(root.resolve("README.md"), "index.html");
        Map<Path, Page> found = new TreeMap<>();
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            for (Path source : docs.filter(f -> f.toString().endsWith(".md")).toList()) {
                String name = source.getFileName().toString().toLowerCase(Locale.ROOT);
                found.put(source, page(source, name.replaceFirst("md$", "html")));
            }
        }
        pages.put(front.source(), front);
        Set<Path> order = new LinkedHashSet<>();
        for (Link link : all(front.document(), Link.class)) {
            order.add(root.resolve(link.getDestination().replaceFirst("#.*", "")));
        }
        order.retainAll(found.keySet());
        order.addAll(found.keySet());
        order.forEach(source -> pages.put(source, found.get(source)));
    }

    private Page page(Path source, String html) throws IOException {
        Node document = parser.parse(Files.readString(source));
        List<Section> sections = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        for (Heading heading : all(document, Heading.class)) {
            String text = text(heading);
            String slug = slug(text);
            int before = times.merge(slug, 1, Integer::sum) - 1;
            sections.add(new Section(heading, text, before == 0 ? slug : slug + "-" + before));
        }
        String title = sections.isEmpty() ? html : sections.getFirst().text();
        for (FencedCodeBlock block : all(document, FencedCodeBlock.class)) {
            if (block.getLiteral().contains("┌─")) {
                attributes.put(block, Map.of("class", "drawn"));
            }
        }
        for (TableCell cell : all(document, TableCell.class)) {
            if (FIGURE.matcher(text(cell)).matches()) {
                attributes.put(cell, Map.of("class", "figure"));
            }
        }
        return new Page(source, html, document, title, sections);
    }

    /** GitHub's anchor for a heading. */
    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private void resolveLinks(Page page) {
        for (Link link : all(page.document(), Link.class)) {
            link.setDestination(resolve(page, link, link.getDestination()));
        }
        for (Image image : all(page.document(), Image.class)) {
            image.setDestination(resolve(page, image, image.getDestination()));
        }
    }

    /** Where a link of a source leads in the output. */
    private String resolve(Page page, Node node, String destination) {
        URI uri;
        try {
            uri = new URI(destination);
        } catch (URISyntaxException e) {
            return broken(page, node, destination, e.getMessage());
        }
        if (uri.getScheme() != null) {
            return destination;
        }
        if (uri.getPath().startsWith("/")) {
            return broken(page, node, destination, "not relative to the file");
        }
        Path target =
                uri.getPath().isEmpty()
                        ? page.source()
                        : page.source().resolveSibling(uri.getPath()).normalize();
        if (!target.startsWith(root)) {
            return broken(page, node, destination, "outside the repository");
        }
        Page other = pages.get(target);
        if (other == null) {
            return Files.isRegularFile(target)
                    ? copied(target)
                    : broken(page, node, destination, "no such file");
        }
        String anchor = uri.getFragment();
        if (anchor == null) {
            return other.html();
        }
        if (!other.hasAnchor(anchor)) {
            return broken(page, node, destination, "no such heading");
        }
        return (other == page ? "" : other.html()) + "#" + uri.getRawFragment();
    }

    private String copied(Path file) {
        String name = root.relativize(file).toString();
        String shown = SHOWN.matcher(name).matches() ? name : name + ".txt";
        files.put(shown, file);
        return shown;
    }

    private String broken(Page page, Node node, String destination, String why) {
        int line = node.getSourceSpans().getFirst().getLineIndex() + 1;
        Path source = root.relativize(page.source());
        problems.add(source + ":" + line + ": broken link " + destination + ": " + why);
        return destination;
    }

    /** After the links are resolved, since these are links too. */
    private void addHeadingAnchors(Page page) {
        for (Section section : page.sections()) {
            attributes.put(section.heading(), Map.of("id", section.anchor()));
            if (section.heading().getLevel() > 1) {
                Link link = new Link("#" + section.anchor(), null);
                link.appendChild(new Text("#"));
                attributes.put(link, Map.of("class", "anchor", "aria-label", "Link here"));
                section.heading().appendChild(link);
            }
        }
    }

    /** The marked blocks of all pages, one under the other, with a link to where they are from. */
    private String terminal() {
        StringBuilder text = new StringBuilder();
        Page from = null;
        for (Page page : pages.values()) {
            for (FencedCodeBlock block : all(page.document(), FencedCodeBlock.class)) {
                if (Arrays.asList(block.getInfo().split(" ")).contains(FRONT_PAGE)) {
                    text.append(text.isEmpty() ? "" : "\n").append(block.getLiteral());
                    from = page;
                }
            }
        }
        if (from == null) {
            problems.add("docs: no fenced block is marked " + FRONT_PAGE);
            return "";
        }
        return """
        <figure class="terminal">
        <pre class="drawn"><code>%s</code></pre>
        <figcaption>From <a href="%s">%s</a></figcaption>
        </figure>
        """
                .formatted(escape(text.toString()), from.html(), escape(from.title()));
    }

    /** The page's article: of the front page, with the terminal before its first section. */
    private String body(Page page, String terminal) {
        StringBuilder body = new StringBuilder();
        boolean shown = !page.isFront();
        for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
            if (!shown && node instanceof Heading heading && heading.getLevel() > 1) {
                body.append(terminal);
                shown = true;
            }
            body.append(renderer.render(node));
        }
        return body.append(shown ? "" : terminal).toString();
    }

    private String fill(String template, Page page, String body) {
        List<Paragraph> paragraphs = all(page.document(), Paragraph.class);
        String description = paragraphs.isEmpty() ? page.title() : text(paragraphs.getFirst());
        String front = pages.values().iterator().next().title();
        return template.replace("{{title}}", escape(titleOf(page, front)))
                .replace("{{description}}", escape(description))
                .replace("{{kind}}", page.isFront() ? "front" : "page")
                .replace("{{name}}", escape(front))
                .replace("{{pages}}", navigation(page))
                .replace("{{contents}}", contents(page))
                .replace("{{body}}", body);
    }

    private static String titleOf(Page page, String front) {
        return page.isFront() ? front : page.title() + " · " + front;
    }

    /** Links to all pages but the front page, to which the site's name leads. */
    private String navigation(Page current) {
        StringBuilder links = new StringBuilder();
        for (Page page : pages.values()) {
            if (!page.isFront()) {
                String here = page == current ? " aria-current=\"page\"" : "";
                links.append(item(page.html(), here, page.title()));
            }
        }
        return links.toString();
    }

    /** Links to the page's sections. */
    private String contents(Page page) {
        StringBuilder links = new StringBuilder();
        for (Section section : page.sections()) {
            if (section.heading().getLevel() == 2) {
                links.append(item("#" + section.anchor(), "", section.text()));
            }
        }
        return links.toString();
    }

    private static String item(String target, String attributes, String text) {
        return "<li><a href=\"%s\"%s>%s</a></li>\n".formatted(target, attributes, escape(text));
    }

    /** Replaces what was in the output. */
    private void write(Map<String, String> rendered, Path output) throws IOException {
        if (Files.exists(output)) {
            try (Stream<Path> old = Files.walk(output)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(output);
        for (Map.Entry<String, String> page : rendered.entrySet()) {
            Files.writeString(output.resolve(page.getKey()), page.getValue());
        }
        files.put("style.css", root.resolve("site/style.css"));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path copy = output.resolve(file.getKey());
            Files.createDirectories(copy.getParent());
            Files.copy(file.getValue(), copy);
        }
    }

    /** The nodes of a kind below a node, in document order. */
    private static <N extends Node> List<N> all(Node node, Class<N> kind) {
        List<N> found = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            if (kind.isInstance(child)) {
                found.add(kind.cast(child));
            }
            found.addAll(all(child, kind));
        }
        return found;
    }

    /** What a reader sees of a node, on one line. */
    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text node) {
                        text.append(node.getLiteral());
                    }

                    @Override
                    public void visit(Code node) {
                        text.append(node.getLiteral());
                    }

                    @Override
                    public void visit(SoftLineBreak node) {
                        text.append(' ');
                    }
                });
        return text.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
