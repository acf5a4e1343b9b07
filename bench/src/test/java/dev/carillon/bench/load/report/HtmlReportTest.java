package dev.carillon.bench.load.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class HtmlReportTest {
    private static Document page(Report report) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(HtmlReport.of(report).getBytes(UTF_8)));
    }

    private static List<Element> all(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<double[]> points(Element polyline) {
        List<double[]> points = new ArrayList<>();
        for (String pair : polyline.getAttribute("points").split(" ", -1)) {
            String[] xy = pair.split(",", -1);
            points.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
        return points;
    }

    @Test
    void the_page_is_well_formed_whatever_words_it_holds() throws Exception {
        Document page = page(Reports.report(10, 20));
        assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
        assertThat(all(page, "script")).isEmpty();
        assertThat(all(page, "title").getFirst().getTextContent()).contains(Reports.NASTY);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("refused 3 times: " + Reports.NASTY, "missing 2 (events 1-2)", "storm at 0.5 s: 10 left");
    }

    @Test
    void the_page_needs_nothing_from_elsewhere() {
        String page = HtmlReport.of(Reports.report(10, 20));
        assertThat(page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", ""))
                .doesNotContain("http:", "https:", "src=", "href=", "@import", "url(");
    }

    @Test
    void the_percentile_chart_has_a_line_for_each_step_that_rises_within_its_frame() throws Exception {
        Element chart = all(page(Reports.report(10, 20)), "svg").getFirst();
        NodeList lines = chart.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            List<double[]> points = points((Element) lines.item(i));
            assertThat(points).hasSizeGreaterThan(20);
            for (int p = 0; p < points.size(); p++) {
                assertThat(points.get(p)[0]).isBetween(64.0, 850.0);
                assertThat(points.get(p)[1]).isBetween(34.0, 258.0);
                if (p > 0) {
                    assertThat(points.get(p)[0]).isGreaterThanOrEqualTo(points.get(p - 1)[0]);
                    assertThat(points.get(p)[1]).isLessThanOrEqualTo(points.get(p - 1)[1]);
                }
            }
        }
        assertThat(chart.getTextContent()).contains("90%", "99%", "99.9%", "10 events/s", "20 events/s");
    }

    @Test
    void a_ninety_is_as_far_from_zero_as_from_ninety_nine() throws Exception {
        Element chart = all(page(Reports.report(10)), "svg").getFirst();
        List<Double> ticks = new ArrayList<>();
        NodeList texts = chart.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            if (text.getTextContent().endsWith("%")) {
                ticks.add(Double.parseDouble(text.getAttribute("x")));
            }
        }
        assertThat(ticks.get(1) - ticks.get(0)).isCloseTo(ticks.get(2) - ticks.get(1), within(0.2));
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    @Test
    void the_time_series_have_a_point_for_each_second_there_was() throws Exception {
        List<Element> charts = all(page(Reports.report(10)), "svg");
        assertThat(charts).hasSize(5);
        assertThat(charts)
                .extracting(chart -> chart.getAttribute("aria-label"))
                .containsExactly(
                        "Latency by percentile",
                        "Events published each second",
                        "Deliveries received each second",
                        "Latency each second",
                        "Connections open");
        List<double[]> sent =
                points((Element) charts.get(1).getElementsByTagName("polyline").item(0));
        assertThat(sent).hasSize(5);
        assertThat(sent.get(4)[1]).isLessThan(sent.get(0)[1]);
        List<double[]> p99 =
                points((Element) charts.get(3).getElementsByTagName("polyline").item(1));
        assertThat(p99).hasSize(4);
    }

    @Test
    void a_run_that_only_held_connections_has_a_page_too() throws Exception {
        Document page = page(Reports.report());
        assertThat(all(page, "h2")).extracting(Element::getTextContent).doesNotContain("Latency");
    }
}
