"""Answers of the server that are long on their way."""

from playwright.sync_api import APIResponse, Page, Route


class Held:
    """Answers of one address that have been read, and wait before they arrive."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.waiting = page, list[tuple[Route, APIResponse]]()
        page.route(f"**/room/api/{address}*", self._hold)

    def _hold(self, route: Route) -> None:
        self.waiting.append((route, route.fetch()))

    def until_read(self, count: int = 1) -> None:
        """Wait until so many answers are on their way."""
        while len(self.waiting) < count:
            self.page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Let the answers arrive, the latest first."""
        for route, answer in reversed(self.waiting):
            route.fulfill(response=answer)
        self.waiting.clear()
