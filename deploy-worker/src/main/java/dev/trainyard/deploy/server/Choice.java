package dev.trainyard.deploy.server;

import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.TokenScores;
import java.util.ArrayList;
import java.util.List;

/** One text of an answer while it is generated. Called by the generating thread; read when the text is done. */
class Choice implements GenerationListener {
    private final int index;
    private final Exchange exchange;
    private final Desk desk;
    private final List<TokenScores> scores = new ArrayList<>();
    private final boolean echo;
    private boolean begun;

    /** @param echo whether the prompt is part of the answer */
    Choice(int index, Exchange exchange, Desk desk, boolean echo) {
        this.echo = echo;
        this.index = index;
        this.exchange = exchange;
        this.desk = desk;
    }

    final int index() {
        return index;
    }

    @Override
    public final boolean onText(String piece) {
        if (!begun) {
            begun = true;
            desk.metrics().firstText(exchange.ageNanos());
        }
        show(piece);
        return wanted();
    }

    @Override
    public final void onToken(TokenScores token) {
        scores.add(token);
    }

    @Override
    public final boolean wantsPrompt() {
        return echo;
    }

    @Override
    public final void onPromptToken(TokenScores token) {
        scores.add(token);
    }

    @Override
    public final boolean wanted() {
        return desk.goesOn(exchange);
    }

    /** What was said of tokens since this was asked last. */
    final List<TokenScores> newScores() {
        List<TokenScores> fresh = List.copyOf(scores);
        scores.clear();
        return fresh;
    }

    /** Before the first piece. */
    void open() {}

    /** Takes a piece of text. */
    void show(String piece) {}

    /** After the last piece. */
    void close(Generation text) {}
}
