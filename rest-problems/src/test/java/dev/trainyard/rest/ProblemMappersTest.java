package dev.trainyard.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.trainyard.contracts.error.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProblemMappersTest {
    @Test
    void answersInOneEnvelopeWithTheJsonOfTheEvents() {
        String body = post("{\"item_name\":\"pen\",\"count\":2,\"colour\":\"dark-blue\",\"unknown\":1}")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(body)
                .isEqualTo("{\"success\":true,\"data\":{\"first_order\":{\"item_name\":\"pen\",\"count\":2,"
                        + "\"colour\":\"dark-blue\"},\"created_at\":\"1970-01-01T00:00:00Z\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST,400",
        "NOT_FOUND,404",
        "CONFLICT,409",
        "INVALID_SPEC,422",
        "PATH_NOT_ALLOWED,422",
        "UNAVAILABLE,503",
        "DISK_FULL,507",
        "CHECKSUM_MISMATCH,500"
    })
    void givesEachCodeItsStatus(ErrorCode code, int status) {
        get("/troubled/known/" + code)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("code", equalTo(code.name()))
                .body("detail", equalTo("what happened"))
                .body("problems.field", contains("a.b[1]"));
    }

    @Test
    void tellsNothingOfTheInsideOfADefect() {
        Response response = get("/troubled/defect");
        response.then().statusCode(500).body("code", equalTo("INTERNAL")).body("detail", containsString("incident"));
        assertThat(response.asString()).doesNotContain("secret", "Exception", "at dev.");
    }

    @Test
    void reportsAllParametersAtOnce() {
        get("/troubled/checked?name=&limit=11")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("problems.field", contains("limit", "name"));
    }

    @Test
    void saysWhereABodyIsNotReadable() {
        post("{\"item_name\":")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("INVALID_REQUEST"))
                .body("detail", containsString("line 1"));
        post("{\"item_name\":\"pen\",\"count\":\"many\",\"colour\":\"dark-blue\"}")
                .then()
                .statusCode(400)
                .body("problems.field", contains("count"));
        post("{\"item_name\":\"pen\",\"count\":1,\"colour\":\"pink\"}")
                .then()
                .statusCode(400)
                .body("problems.field", contains("colour"))
                .body("detail", containsString("dark-blue"));
    }

    @Test
    void describesWhatTheFrameworkRefuses() {
        get("/nowhere").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        given().delete("/troubled").then().statusCode(405).contentType("application/problem+json");
        given().contentType("text/css").body("x").post("/troubled").then().statusCode(415);
    }

    private static Response post(String body) {
        return given().contentType("application/json").body(body).post("/troubled");
    }
}
