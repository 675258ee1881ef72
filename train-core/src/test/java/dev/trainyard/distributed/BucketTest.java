package dev.trainyard.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.optim.ParameterBuffer.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketTest {
    private static final List<Place> PLACES = List.of(
            new Place("embed.weight", 0, 100),
            new Place("layers.0.up.weight", 100, 40),
            new Place("layers.0.down.weight", 140, 40),
            new Place("layers.1.up.weight", 180, 40),
            new Place("layers.1.down.weight", 220, 40),
            new Place("layers.0.norm.weight", 260, 4),
            new Place("layers.1.norm.weight", 264, 4),
            new Place("norm.weight", 268, 4));

    @Test
    void theLastBlockIsFinalFirstAndWhatIsOutsideOfBlocksLast() {
        assertThat(Bucket.of(PLACES, 80))
                .containsExactly(
                        new Bucket(180, 80, 1),
                        new Bucket(100, 80, 0),
                        new Bucket(260, 8, 0),
                        new Bucket(0, 100, -1),
                        new Bucket(268, 4, -1));
        assertThat(Bucket.of(PLACES, 1).stream().map(Bucket::block)).containsExactly(1, 1, 1, 0, 0, 0, -1, -1);
    }

    @Test
    void everyGradientIsInExactlyOneBucket() {
        for (long elements : new long[] {1, 50, 90, 1000}) {
            boolean[] covered = new boolean[272];
            for (Bucket bucket : Bucket.of(PLACES, elements)) {
                for (long i = bucket.offset(); i < bucket.offset() + bucket.count(); i++) {
                    assertThat(covered[(int) i]).isFalse();
                    covered[(int) i] = true;
                }
            }
            assertThat(covered).doesNotContain(false);
        }
    }

    @Test
    void blocksAreNumberedInTheNamesOfAllFamilies() {
        assertThat(Bucket.blockOf("model.layers.12.self_attn.q_proj.weight")).isEqualTo(12);
        assertThat(Bucket.blockOf("transformer.h.3.attn.c_attn.bias")).isEqualTo(3);
        assertThat(Bucket.blockOf("base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"))
                .isZero();
        assertThat(Bucket.blockOf("bert.encoder.layer.7.output.dense.weight")).isEqualTo(7);
        assertThat(Bucket.blockOf("model.embed_tokens.weight")).isEqualTo(Bucket.OUTSIDE);
    }
}
