package io.tidaldb.text;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The analyzers by name. One of each serves all indexes and threads, and is made when asked for.
 */
final class Analyzers {
    /** Words in lower case, no stemming and no stop words. */
    static final String STANDARD = "standard";

    private static final Map<String, Supplier<Analyzer>> KNOWN = known();
    private static final Map<String, Analyzer> MADE = new ConcurrentHashMap<>();

    private Analyzers() {}

    static SortedSet<String> names() {
        return new TreeSet<>(KNOWN.keySet());
    }

    static Analyzer named(String name) {
        Supplier<Analyzer> maker = KNOWN.get(name);
        if (maker == null) {
            throw new TidalException(
                    ErrorCode.INVALID_DEFINITION,
                    "There is no text analyzer '"
                            + name
                            + "'; there are "
                            + String.join(", ", names()));
        }
        return MADE.computeIfAbsent(name, ignored -> maker.get());
    }

    private static Map<String, Supplier<Analyzer>> known() {
        Map<String, Supplier<Analyzer>> known = new TreeMap<>();
        known.put(STANDARD, StandardAnalyzer::new);
        known.put("arabic", ArabicAnalyzer::new);
        known.put("armenian", ArmenianAnalyzer::new);
        known.put("basque", BasqueAnalyzer::new);
        known.put("bengali", BengaliAnalyzer::new);
        known.put("brazilian", BrazilianAnalyzer::new);
        known.put("bulgarian", BulgarianAnalyzer::new);
        known.put("catalan", CatalanAnalyzer::new);
        known.put("cjk", CJKAnalyzer::new);
        known.put("czech", CzechAnalyzer::new);
        known.put("danish", DanishAnalyzer::new);
        known.put("dutch", DutchAnalyzer::new);
        known.put("english", EnglishAnalyzer::new);
        known.put("estonian", EstonianAnalyzer::new);
        known.put("finnish", FinnishAnalyzer::new);
        known.put("french", FrenchAnalyzer::new);
        known.put("galician", GalicianAnalyzer::new);
        known.put("german", GermanAnalyzer::new);
        known.put("greek", GreekAnalyzer::new);
        known.put("hindi", HindiAnalyzer::new);
        known.put("hungarian", HungarianAnalyzer::new);
        known.put("indonesian", IndonesianAnalyzer::new);
        known.put("irish", IrishAnalyzer::new);
        known.put("italian", ItalianAnalyzer::new);
        known.put("latvian", LatvianAnalyzer::new);
        known.put("lithuanian", LithuanianAnalyzer::new);
        known.put("nepali", NepaliAnalyzer::new);
        known.put("norwegian", NorwegianAnalyzer::new);
        known.put("persian", PersianAnalyzer::new);
        known.put("portuguese", PortugueseAnalyzer::new);
        known.put("romanian", RomanianAnalyzer::new);
        known.put("russian", RussianAnalyzer::new);
        known.put("serbian", SerbianAnalyzer::new);
        known.put("sorani", SoraniAnalyzer::new);
        known.put("spanish", SpanishAnalyzer::new);
        known.put("swedish", SwedishAnalyzer::new);
        known.put("tamil", TamilAnalyzer::new);
        known.put("telugu", TeluguAnalyzer::new);
        known.put("thai", ThaiAnalyzer::new);
        known.put("turkish", TurkishAnalyzer::new);
        return known;
    }
}
