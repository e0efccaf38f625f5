"""A page that stays open while the lab behind it ends and starts again."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import APP, NO_WORKERS, SLOW, settled


def test_a_page_goes_on_when_the_lab_has_started_again(serve, browser, tmp_path):
    environment = {"FIRST_EPOCH_HOME": str(tmp_path), **NO_WORKERS}
    lab = serve(APP, environment)
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(f"{lab}/model?data.dataset=digits")
    ledger = page.locator(".fe-ledger").first
    expect(ledger).to_contain_text("64 × 128 + 128 = 8,320", timeout=SLOW)
    settled(page)
    serve.end(lab)
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    serve(APP, environment, port=urlsplit(lab).port)
    expect(page.locator("[data-test-script-state=running]")).to_be_attached(timeout=SLOW)
    settled(page)
    page.locator(".st-key-layer_row_1").get_by_label("units", exact=True).fill("32")
    expect(ledger).to_contain_text("64 × 32 + 32 = 2,080")
    page.close()
