package dev.trainyard.evaluation.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.evaluation.plot.LossCurve.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class PlotTest {
    @Test
    void aLossCurveFallsWhereTheLossDoes() throws Exception {
        List<Point> training = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> new Point(i, 5.0 / i))
                .toList();
        List<Point> validation = List.of(new Point(250, 2), new Point(500, 1.5), new Point(1000, 1.8));
        Document svg = read(new LossCurve(training, validation).svg("Loss of a"));
        List<double[]> lines = paths(svg);
        assertThat(lines).hasSize(2);
        double[] heights = lines.get(0);
        assertThat(heights.length).isBetween(100, 240);
        for (int i = 1; i < heights.length; i++) {
            assertThat(heights[i]).isGreaterThanOrEqualTo(heights[i - 1]);
        }
        double[] held = lines.get(1);
        assertThat(held[1]).isGreaterThan(held[0]).isGreaterThan(held[2]);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("style").item(0).getTextContent()).contains("prefers-color-scheme: dark");
    }

    @Test
    void aLossCurveOfOnePointIsAPlotToo() throws Exception {
        Document svg = read(new LossCurve(List.of(new Point(1, 2)), List.of()).svg("a"));
        assertThat(paths(svg)).hasSize(1);
        assertThat(svg.getDocumentElement().getTextContent()).doesNotContain("NaN");
    }

    @Test
    void aConfusionMapHasACellForEachPairAndTheCountInIt() throws Exception {
        Document svg = read(new ConfusionMap(List.of("open <b>", "close"), List.of(List.of(3L, 1L), List.of(0L, 4L)))
                .svg("Confusion & co"));
        List<Element> cells = elements(svg, "rect").subList(1, 5);
        assertThat(cells)
                .extracting(cell -> Double.parseDouble(cell.getAttribute("fill-opacity")))
                .satisfies(shades -> {
                    assertThat(shades.get(3)).isGreaterThan(shades.get(0));
                    assertThat(shades.get(0)).isGreaterThan(shades.get(1));
                    assertThat(shades.get(1)).isGreaterThan(shades.get(2));
                });
        assertThat(elements(svg, "text"))
                .extracting(Element::getTextContent)
                .contains("open <b>", "close", "3", "1", "4", "Confusion & co")
                .doesNotContain("0");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo("7 of 8 rows got their class");
    }

    @Test
    void barsAreAsLongAsTheF1() throws Exception {
        Document svg = read(
                new ClassBars(List.of(new ClassBars.Bar("a", 0.5, 0.4, 0.7, 12), new ClassBars.Bar("b", 1, 1, 1, 3)))
                        .svg("Classes"));
        List<Element> boxes = elements(svg, "rect");
        assertThat(Double.parseDouble(boxes.get(2).getAttribute("width")))
                .isEqualTo(Double.parseDouble(boxes.get(4).getAttribute("width")) / 2);
    }

    /** By the width of usual letters, as measured on plots that were drawn. */
    @Test
    void nothingIsCutOffOrLiesOnAnother() throws Exception {
        String name = "Loss of a-model-with-a-name-that-somebody-gave-to-it-because-of-the-conventions-of-the-company";
        List<Point> few = List.of(new Point(1, 0.00012), new Point(2, 0.0001));
        List<Long> row = List.of(120_000L, 3L);
        List<ClassBars.Bar> bars = List.of(new ClassBars.Bar("a", 1, 1, 1, 1_234_567));
        for (String svg : List.of(
                new LossCurve(few, few).svg(name),
                new ConfusionMap(List.of("a", "b"), List.of(row, row)).svg(name),
                new ClassBars(bars).svg(name))) {
            Document plot = read(svg);
            double width = Double.parseDouble(plot.getDocumentElement().getAttribute("width"));
            for (Element text : elements(plot, "text")) {
                double letter = text.getAttribute("class").equals("title") ? 8.3 : 6.6;
                double length = text.getTextContent().length() * letter;
                if (text.hasAttribute("x")) {
                    double x = Double.parseDouble(text.getAttribute("x"));
                    double begin = text.getAttribute("text-anchor").equals("start") ? x : x - length;
                    assertThat(begin).as(text.getTextContent()).isNotNegative();
                    assertThat(text.getAttribute("text-anchor").equals("start") ? x + length : x)
                            .as(text.getTextContent())
                            .isLessThan(width);
                }
            }
        }
        Document map = read(new ConfusionMap(List.of("a", "b"), List.of(row, row)).svg("Counts"));
        assertThat(Double.parseDouble(elements(map, "rect").get(1).getAttribute("width")))
                .isGreaterThan(6 * 6.6);
    }

    @Test
    void ticksAreRound() {
        assertThat(new Scale(0, 2.08).wholeTicks(5)).containsExactly(0.0, 1.0, 2.0);
        assertThat(Scale.shown(0.000115)).isEqualTo("1.15e-4");
        assertThat(Scale.shown(0.5)).isEqualTo("0.5");

        assertThat(new Scale(0, 1037).ticks(5)).containsExactly(0.0, 200.0, 400.0, 600.0, 800.0, 1000.0);
        assertThat(Scale.shown(0.30000000000000004)).isEqualTo("0.3");
    }

    private static Document read(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** The heights of each line's points, from the top. */
    private static List<double[]> paths(Document svg) {
        return elements(svg, "path").stream()
                .map(path -> IntStream.range(0, path.getAttribute("d").split("[ML]").length - 1)
                        .mapToDouble(i -> Double.parseDouble(path.getAttribute("d")
                                .split("[ML]")[i + 1]
                                .strip()
                                .split(" ")[1]))
                        .toArray())
                .toList();
    }
}
